import type { Examples } from './pt.ts';

/** As those in Portuguese. */
export const es: Examples = {
  greeting: `hola
buenas
buenos días
buenas tardes
buenas noches
hola, ¿qué tal?
hola a todos
hola buenas tardes
¿hay alguien?
hola, ¿cómo están?
muy buenas
buen día
hola de nuevo
hola equipo
saludos
hola, buenas noches
hey
buenas, ¿cómo va?
holaa
hola amigo
hola, soy yo otra vez
buenos días a todos
qué tal
hola hola
aló`,
  thanks: `gracias
muchas gracias
mil gracias
gracias por la ayuda
ok gracias
te agradezco
perfecto, gracias
gracias por la información
gracias por responder
muy agradecida
listo, gracias
vale gracias
gracias, me ayudó mucho
de lujo, gracias
gracias por todo
genial, gracias
se agradece
muchísimas gracias
bueno, gracias
era eso, gracias
gracias amigo
ya quedó, gracias
gracias por la atención
súper, gracias
entendido, gracias`,
  praise: `me encantó
excelente servicio
son los mejores
la mejor tienda de la ciudad
muy contenta con el resultado
lo recomiendo
el personal fue muy amable
mejor de lo que esperaba
quedó hermoso
calidad fantástica
felicitaciones
todo perfecto
siempre compro con ustedes
llegó rapidísimo
a mi hijo le encantó el regalo
la comida estaba deliciosa
cinco estrellas
muy impresionado
una experiencia maravillosa
buen trabajo
muy profesionales
me gustó mucho
qué lindo lugar
atención de primera
los felicito`,
  question: `¿cuál es el horario?
¿dónde están?
¿hacen envíos a mi zona?
¿aceptan tarjeta?
¿hay estacionamiento?
¿qué documentos necesito?
¿cómo funciona la garantía?
¿reparan celulares?
¿tienen talla L?
¿cuál es la diferencia entre los planes?
¿puedo cambiarlo si no me queda?
¿aceptan mi seguro?
¿sirve para piel sensible?
¿cuánto tarda el envío?
¿tienen wifi?
¿necesito receta?
¿se puede llevar perro?
¿el curso da certificado?
¿qué voltaje tiene?
¿abren los feriados?
¿cómo rastreo mi pedido?
¿tienen opción vegana?
¿cuál es su teléfono?
¿es original?
¿hacen factura?`,
  price: `¿cuánto cuesta?
¿qué precio tiene?
¿cuánto vale?
¿me pasa el precio por favor?
¿cuánto sale el servicio completo?
¿tienen lista de precios?
¿cuánto es la consulta?
¿cuánto cobran por hora?
¿hay descuento en efectivo?
¿cuánto es la mensualidad?
quiero un presupuesto
¿cuánto la noche?
precio del kit
¿se puede pagar en cuotas?
¿cuánto es el envío?
¿me lo deja más barato?
mi presupuesto es de 500 euros
busco algo de hasta 100
¿tienen algo más económico?
¿el precio incluye instalación?
¿cuánto sería para diez personas?
tengo 2 mil para gastar
¿qué tarifas tienen?
¿algún descuento?
¿a cuánto está?`,
  schedule: `quiero sacar un turno
¿tienen lugar mañana?
¿puedo agendar para el viernes?
quisiera cambiar mi cita
¿puede ser a las 3?
¿hay horario hoy por la tarde?
quiero agendar una visita
¿me pueden atender esta semana?
hagamos una reunión
quiero reservar una mesa para el sábado
¿cuál es el próximo horario libre?
¿puedo pasar a las 10?
necesito mover mi turno
agéndame el jueves por la mañana
¿tiene cita con la doctora?
¿puede ser el martes que viene?
anótame a las 9 y media
quiero ver el departamento el domingo
¿cuándo tienen disponibilidad?
¿puedo ir ahora?
voy a llegar diez minutos tarde
confirme mi cita de mañana
necesito cambiar la hora de la clase
¿se puede adelantar mi consulta?
el lunes a las 8 está bien`,
  buy: `quiero comprarlo
trato hecho
me lo llevo
cierra el pedido
quiero dos de esos
manda el enlace de pago
quiero hacer un pedido
¿cómo lo contrato?
una pizza grande por favor
puedes enviar el contrato
me quedo con el azul
quiero suscribirme
hagámoslo
apártame uno
quiero encargar un pastel
acepto la propuesta
mándame la factura y pago
¿dónde pago?
me quedo con el de tres cuartos
ese mismo por favor
envíeme cinco cajas
confirma mi pedido
quiero reservar este producto
de acuerdo, adelante
dame tres`,
  lead_info: `me llamo pablo
soy laura gómez
soy de madrid
vivo en bogotá
mi correo es alguien@prueba.com
mi teléfono es 612 345 678
mi código postal es 28001
somos una empresa de 30 personas
tengo una panadería
soy el gerente de compras
yo decido aquí
trabajamos con eventos
lo necesito para el mes que viene
somos un equipo de 40
tenemos tres tiendas
represento a una constructora
mi empresa hace muebles
habla juana de contabilidad
podemos invertir 20 mil
soy arquitecta y busco socios
lo necesitamos antes de diciembre
estoy montando un consultorio
nuestro equipo tiene 12 personas
mi dirección es calle flores 20
soy dueño de un restaurante`,
  objection: `muy caro
está un poco caro
lo voy a pensar
después te aviso
tengo que hablar con mi esposo
lo vi más barato en otro lado
no sé si vale la pena
ahora no puedo
se pasa de mi presupuesto
voy a mirar un poco más
para la próxima
por ahora no
solo estoy mirando
no es lo que buscaba
la competencia cobra menos
todavía tengo dudas
es más de lo que esperaba
no tengo apuro
ya veré y te aviso
creo que no va a poder ser
este mes estoy apretado
no confío en comprar por internet
me da miedo que no me quede
ya tengo proveedor
no me interesa por ahora`,
  complaint: `mi pedido no llegó
esto es ridículo
pésimo servicio
llegó roto
llevo una semana esperando
nadie me responde
quiero poner una queja
el producto está dañado
me mintieron
me cobraron mal
qué vergüenza
nunca más compro aquí
el técnico no vino
es la tercera vez que pasa
me llegó el producto equivocado
pagué y no recibí nada
dejó de funcionar
la comida llegó fría
me atendieron muy mal
quiero mi dinero de vuelta
los voy a denunciar
inaceptable
otra vez tarde
muy decepcionado
es publicidad engañosa`,
  cancel: `quiero cancelar mi suscripción
¿cómo cancelo el plan?
cancela mi pedido
quiero terminar el contrato
quisiera cancelar la compra
¿cómo puedo cancelar?
ya no quiero el servicio, cancélalo
quiero dar de baja la matrícula
necesito cancelar la reserva
cancelen mi cuenta
puede cancelar por favor
quiero desistir de la compra
¿hay multa por cancelar?
cancelación
quiero rescindir
cancela todo
ayúdame a cancelar la renovación
ya no lo voy a necesitar, cancela
quiero parar la mensualidad
cerrar mi cuenta
¿cómo funciona la cancelación?
cancelar mi cita
cancelar mi inscripción al curso
anular el pedido
solicito la baja`,
  human: `quiero hablar con una persona
un humano por favor
agente
hablar con un humano
¿puedo hablar con el gerente?
¿hay una persona real ahí?
no quiero hablar con un robot
llama a alguien
transfiéreme
necesito hablar con el encargado
¿puedo hablar con ventas?
quiero atención humana
¿alguien me puede atender?
basta de robot
llámame
pásame con el dueño
un agente por favor
comunícame con un asesor
pásame con facturación
¿dónde está el agente?
prefiero hablar con gente
llama a la secretaria
operador
hablar con alguien
¿me puede llamar un asesor?`,
  emergency: `auxilio
se está quemando
mi padre tiene un infarto
no quiero vivir más
quiero morir
huele a gas
se desmayó
tuvimos un accidente
llamen una ambulancia
estoy sangrando mucho
no puede respirar
pienso en suicidarme
hubo una explosión
mi hija se tragó el producto
me dio una descarga eléctrica
nos están robando
creo que es un derrame
tiene una convulsión
necesito a la policía ya
quiero quitarme la vida
se ahoga un niño
hay un incendio en el edificio
no tengo razones para vivir
tomó demasiadas pastillas
emergencia, ayuda por favor`,
  data_request: `borren mis datos
quiero que eliminen mis datos personales
¿qué datos tienen de mí?
¿cómo consiguieron mi número?
eliminen mi registro
quiero una copia de mis datos
no autorizo el uso de mis datos
¿quién es el responsable de protección de datos?
quiten mi documento del sistema
¿de dónde sacaron mi contacto?
borren todo lo mío
portabilidad de datos
filtraron mis datos
¿con quién comparten mis datos?
retiren mi información
derecho de acceso
eliminen todo mi historial
quiero saber qué guardan de mí
corrijan mis datos personales
retiro mi consentimiento
¿dónde guardan mis datos?
solicitud de privacidad
quiten mi teléfono de su base
derecho al olvido
usaron mis datos sin permiso`,
  opt_out: `baja
no quiero más mensajes
quítame de la lista
dejen de escribirme
no me escriban más
darme de baja
no más promociones
no quiero estos mensajes
déjenme en paz
paren
basta de publicidad
no me manden nada más
borren mi número de la lista
cancelar mensajes
no más spam
no me contacten
salir
detener
stop
eliminarme de la lista
no me envíen más
quiero salir de la lista
no deseo recibir mensajes
sin más anuncios
dejen de molestar`,
  off_topic: `cuéntame un chiste
¿quién ganó el partido?
¿cuál es la capital de Francia?
¿va a llover mañana?
¿cuál es el sentido de la vida?
escribe un poema
¿quién es el presidente?
¿cuánto es 25 por 4?
ayúdame con la tarea
¿cuál es tu signo?
¿te gusta el fútbol?
¿la mejor película del año?
dame una receta de lasaña
¿a cuánto está el dólar hoy?
canta una canción
¿tienes novia?
traduce esta frase
¿qué hora es en Japón?
recomiéndame una serie
¿de qué equipo eres?
¿cuántos planetas hay?
cuéntame una historia
resume este libro
¿quién descubrió América?
números de la lotería`,
};
